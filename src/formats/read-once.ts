/** Files kept, and how long one may be to be kept: enough for what the hosts of a fleet have in common. */
const limits = { files: 100, length: 64 * 1024 };

/** The same pure reader of files, which reads a file only once as long as it comes back: most hosts of a fleet share theirs. */
export function readOnce<Answer>(read: (path: string, text: string) => Answer): (path: string, text: string) => Answer {
  const lately = new Map<string, { readonly answer: Answer }>();
  return (path, text) => {
    if (text.length > limits.length) return read(path, text);
    // With its length, as a path may end like a text begins.
    const key = `${path.length} ${path}${text}`;
    const kept = lately.get(key) ?? { answer: read(path, text) };
    // What was wanted last stands last, and so is dropped last.
    lately.delete(key);
    lately.set(key, kept);
    const [oldest] = lately.keys();
    if (lately.size > limits.files && oldest !== undefined) lately.delete(oldest);
    return kept.answer;
  };
}

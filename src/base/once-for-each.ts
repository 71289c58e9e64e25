/** The same pure function, which works once for each object; the answer lives as long as the object, which must not change. */
export function onceForEach<Source extends object, Answer>(
  work: (source: Source) => Answer,
): (source: Source) => Answer {
  const answers = new WeakMap<Source, { readonly answer: Answer }>();
  return (source) => {
    const known = answers.get(source);
    if (known !== undefined) return known.answer;
    const answer = work(source);
    answers.set(source, { answer });
    return answer;
  };
}

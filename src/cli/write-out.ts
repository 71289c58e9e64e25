process.stdout.on('error', (error: Error & { readonly code?: string }) => {
  if (error.code !== 'EPIPE') throw error;
});

/** Writes to stdout; a reader that has gone away (`| head`) is no error. */
export function writeOut(text: string): void {
  process.stdout.write(text);
}

const MIN_WIDTH = 40;

/** Breaks a text between words, at 40 columns or more; a word longer than a line stands alone. */
export function wrapText(text: string, width: number): readonly string[] {
  const room = Math.max(MIN_WIDTH, width);
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (line !== "" && longer.length > room) {
      lines.push(line);
      line = word;
    } else {
      line = longer;
    }
  }
  return [...lines, line];
}

/** A piece of a text: as it is, or one character that nobody sees, by its number. */
export type Piece = { text: string; unseen: null } | { text: string; unseen: string };

/**
 * Characters without a shape of their own: zero width, fillers, those that turn the direction, tags. Emoji are made with
 * some of them, and words of some scripts are: there they are seen.
 */
const UNSEEN =
  /\p{RGI_Emoji}|(?<=[\p{L}\p{M}])[\u200c\u200d](?=[\p{L}\p{M}])|(?<unseen>[\p{Cf}\u034f\u115f\u1160\u2800\u3164\uffa0])/gv;

/** The text in pieces, in order, to the last character. */
export function piecesOf(text: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  for (const { index, groups } of text.matchAll(UNSEEN)) {
    const unseen = groups?.unseen;
    if (unseen === undefined) continue;
    if (index > from) pieces.push({ text: text.slice(from, index), unseen: null });
    pieces.push({ text: unseen, unseen: `U+${unseen.codePointAt(0)?.toString(16).toUpperCase().padStart(4, "0")}` });
    from = index + unseen.length;
  }
  if (from < text.length) pieces.push({ text: text.slice(from), unseen: null });
  return pieces;
}

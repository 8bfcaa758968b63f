const STEPS = [2, 4, 6, 8, 10] as const;

/** A round number that is not below `value`, whose half is a whole number: the upper end of a scale. */
export function top(value: number): number {
  if (value <= 2) return 2;
  const size = 10 ** Math.floor(Math.log10(value));
  const step = STEPS.find((each) => each * size >= value) ?? 10;
  return step * size;
}

import type { Followers } from "@/data/results";

const INSET = 4;

/** The line through what was counted: time across, from the fewest at the bottom to the most at the top. */
export function pathOf(counted: Followers["counted"], width: number, height: number): string {
  const times = counted.map((each) => Date.parse(each.at));
  const numbers = counted.map((each) => each.followers);
  const across = scale(Math.min(...times), Math.max(...times), width);
  const up = scale(Math.min(...numbers), Math.max(...numbers), height);
  const points = counted.map((each) => {
    const [x, y] = [across(Date.parse(each.at)), height - up(each.followers)];
    return `${x.toFixed(1)},${y.toFixed(1)}`;
  });
  return `M${points.join("L")}`;
}

/** From a range into a length, with room at both ends; the middle where all is one. */
function scale(least: number, most: number, length: number): (value: number) => number {
  const room = length - 2 * INSET;
  return (value) => (most === least ? length / 2 : INSET + ((value - least) / (most - least)) * room);
}

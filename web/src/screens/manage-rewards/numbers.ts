/** The most points that a reward costs, and the most that there are of it. */
export const MOST = 1_000_000;

/** As it was typed. */
interface Typed {
  title: string;
  points: string;
  stock: string;
}

/** What is missing of a new reward, if anything. */
export function faultOf({ title, points, stock }: Typed) {
  if (title.trim() === "") return "title-missing";
  if (!isWhole(points, 1)) return "points-missing";
  return isWhole(stock, 0) ? null : "stock-missing";
}

function isWhole(typed: string, least: number): boolean {
  if (!/^\d+$/.test(typed.trim())) return false;
  const number = Number(typed);
  return number >= least && number <= MOST;
}

import { useEffect, useState } from "react";

const MINUTE = 60_000;

/** The time, a minute exact: what says "in 3 hours" stays true while one looks at it. */
export function useNow(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), MINUTE);
    return () => clearInterval(timer);
  }, []);
  return now;
}

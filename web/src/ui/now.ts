import { useEffect, useState } from "react";
import { timeNow } from "@/api/time";

const MINUTE = 60_000;

/** The time, a minute exact: what says "in 3 hours" stays true while one looks at it. */
export function useNow(): number {
  const [now, setNow] = useState(timeNow);
  useEffect(() => {
    const timer = setInterval(() => setNow(timeNow()), MINUTE);
    return () => clearInterval(timer);
  }, []);
  return now;
}

import { type ReactNode, useEffect, useRef, useState } from "react";
import styles from "./Clamped.module.css";
import { useText } from "./text";

interface Props {
  /** So many are shown at first. */
  lines: number;
  children: ReactNode;
}

/** What may be long: its first lines, and all of it where somebody wants it. Nothing is offered where all is seen. */
export function Clamped({ lines, children }: Props) {
  const text = useText();
  const box = useRef<HTMLDivElement>(null);
  const [isOpen, setOpen] = useState(false);
  const [isCut, setCut] = useState(false);
  useEffect(() => {
    const seen = box.current;
    if (seen === null || isOpen) return;
    const watch = new ResizeObserver(() => setCut(seen.scrollHeight > seen.clientHeight + 1));
    watch.observe(seen);
    return () => watch.disconnect();
  }, [isOpen]);
  return (
    <div>
      <div ref={box} className={isOpen ? styles.whole : styles.clamped} style={{ WebkitLineClamp: lines }}>
        {children}
      </div>
      {isCut && (
        <button type="button" className={styles.more} aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {text(isOpen ? "less" : "all")}
        </button>
      )}
    </div>
  );
}

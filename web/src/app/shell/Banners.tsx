import { useEffect, useState, useSyncExternalStore } from "react";
import { useConnected } from "@/live/live";
import { Button } from "@/ui/Button";
import { Notice } from "@/ui/Notice";
import { useText } from "../text";
import { takeOver, useNewVersion } from "../worker";
import styles from "./Banners.module.css";

/** A moment without a connection is nothing to speak of. */
const PATIENCE = 2_000;

/** What holds for everything on the screen: offline, not live, out of date. */
export function Banners() {
  const text = useText();
  const online = useOnline();
  const isHeard = useConnected();
  const lost = useLasting(!isHeard);
  const isOld = useNewVersion(isHeard);
  return (
    <div className={styles.banners} aria-live="polite">
      {!online && <Notice tone="warn">{text("offline")}</Notice>}
      {online && lost && <Notice tone="warn">{text("live-lost")}</Notice>}
      {isOld && (
        <Notice>
          <span className={styles.row}>
            {text("new-version")}
            <Button onClick={() => void takeOver()}>{text("reload")}</Button>
          </span>
        </Notice>
      )}
    </div>
  );
}

function useOnline(): boolean {
  return useSyncExternalStore(
    (changed) => {
      addEventListener("online", changed);
      addEventListener("offline", changed);
      return () => {
        removeEventListener("online", changed);
        removeEventListener("offline", changed);
      };
    },
    () => navigator.onLine,
  );
}

/** Whether something has been so for a while. */
function useLasting(isSo: boolean): boolean {
  const [lasts, setLasts] = useState(false);
  useEffect(() => {
    if (!isSo) {
      setLasts(false);
      return;
    }
    const timer = setTimeout(() => setLasts(true), PATIENCE);
    return () => clearTimeout(timer);
  }, [isSo]);
  return lasts;
}

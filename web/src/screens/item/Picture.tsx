import { ImageOff } from "lucide-react";
import { useState } from "react";
import styles from "./Picture.module.css";
import { useText } from "./text";

/** The image that an item names, through the gateway: nothing is asked of another host. */
export function Picture({ itemId }: { itemId: string }) {
  const text = useText();
  const [state, setState] = useState<"loading" | "shown" | "none">("loading");
  if (state === "none") {
    return (
      <p className={styles.none}>
        <ImageOff aria-hidden size={18} />
        {text("no-image")}
      </p>
    );
  }
  return (
    <img
      className={styles.picture}
      data-loading={state === "loading" || undefined}
      src={`/api/content/items/${itemId}/image`}
      alt={text("image-alt")}
      onLoad={() => setState("shown")}
      onError={() => setState("none")}
    />
  );
}

import { Archive, HandHeart, Hourglass, Newspaper } from "lucide-react";
import type { Item } from "@/data/items";
import { useFormats } from "@/i18n/formats";
import { Chip } from "@/ui/Chip";
import { useNow } from "@/ui/now";
import styles from "./Facts.module.css";
import { useText } from "./text";

/** Where an item is from and how long it lives. */
export function Facts({ item }: { item: Item }) {
  const text = useText();
  const formats = useFormats();
  const now = useNow();
  return (
    <div className={styles.facts}>
      <Chip icon={Newspaper}>
        {text(`from-${item.source}`)}, {formats.date(item.curated_at)}
      </Chip>
      {item.suggested_by && (
        <Chip tone="accent" icon={HandHeart}>
          {text("suggested")}
        </Chip>
      )}
      {item.retired_at && (
        <Chip tone="warn" icon={Archive}>
          {text(item.retired_because === "expired" ? "expired" : "retired", { when: formats.date(item.retired_at) })}
        </Chip>
      )}
      {!item.retired_at && item.expires_at && (
        <Chip tone="warn" icon={Hourglass}>
          {text("expires", { when: formats.relative(item.expires_at, now) })}
        </Chip>
      )}
    </div>
  );
}

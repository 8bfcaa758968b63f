import { ChevronDown, Image, TriangleAlert } from "lucide-react";
import { useState } from "react";
import type { Activity } from "@/data/feed";
import { Choices } from "@/ui/Choices";
import { LineField } from "@/ui/LineField";
import type { Draft } from "./draft";
import styles from "./Extras.module.css";
import { Images } from "./Images";
import type { Previewed } from "./preview";
import { useText } from "./text";
import { useVisibility } from "./visibility";

interface Props {
  activity: Activity;
  draft: Draft;
  onChange: (changed: Partial<Draft>) => void;
  preview: Previewed;
}

/** Who may see it, a line above it, images: what is usual stands in one line, and opens for who wants it otherwise. */
export function Extras({ activity: { extras }, draft, onChange, preview }: Props) {
  const text = useText();
  const visibilityOf = useVisibility();
  const [isOpen, setOpen] = useState(() => Boolean(draft.visibility || draft.warning) || draft.images.length > 0);
  const { visibilities, content_warning: warns, images: most } = extras;
  const [usual = ""] = visibilities;
  if (visibilities.length < 2 && !warns && most === 0) return null;
  const visibility = visibilities.includes(draft.visibility) ? draft.visibility : usual;
  const { icon: Seen, label: seen } = visibilityOf(visibility);
  return (
    <details className={styles.extras} open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className={styles.now}>
        <span className={styles.values}>
          {visibilities.length > 1 && (
            <span>
              <Seen aria-hidden size={16} />
              {seen}
            </span>
          )}
          {warns && (
            <span>
              <TriangleAlert aria-hidden size={16} />
              {text("warning-now", { has: draft.warning.trim() ? "yes" : "no" })}
            </span>
          )}
          {most > 0 && (
            <span>
              <Image aria-hidden size={16} />
              {text("images-now", { count: draft.images.length })}
            </span>
          )}
        </span>
        <ChevronDown aria-hidden size={18} className={styles.chevron} />
      </summary>
      <div className={styles.inside}>
        {visibilities.length > 1 && (
          <div>
            <Choices
              label={text("visibility")}
              choices={visibilities.map((value) => ({ value, label: visibilityOf(value).label }))}
              value={visibility}
              onChange={(chosen) => onChange({ visibility: chosen })}
            />
            <p className={styles.hint}>{visibilityOf(visibility).means}</p>
          </div>
        )}
        {warns && (
          <LineField
            label={text("warning")}
            hint={text("warning-hint")}
            maxLength={LONGEST_WARNING}
            value={draft.warning}
            onChange={(event) => onChange({ warning: event.target.value })}
          />
        )}
        {most > 0 && (
          <Images
            rules={extras}
            images={draft.images}
            onChange={(images) => onChange({ images })}
            error={preview.error}
          />
        )}
      </div>
    </details>
  );
}

/** Characters; what the network takes less is said by the preview, which counts as the network does. */
const LONGEST_WARNING = 500;

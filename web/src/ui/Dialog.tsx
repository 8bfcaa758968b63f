import { Dialog as Base } from "@base-ui/react/dialog";
import { X } from "lucide-react";
import type { ReactNode, RefObject } from "react";
import { IconButton } from "./Button";
import { classes } from "./classes";
import styles from "./Dialog.module.css";
import { useText } from "./text";

interface Props {
  title: string;
  /** A line under the title. */
  subtitle?: ReactNode;
  onClose: () => void;
  /** On a desktop as wide as two columns need; without it, as a question or a few fields do. */
  wide?: boolean;
  /** What is focused first; without it the first thing that can be. */
  focus?: RefObject<HTMLElement | null> | undefined;
  /** Where the focus goes afterwards; without it, or where it finds nothing, back to what opened the dialog. */
  after?: () => HTMLElement | null;
  /** Stays at the lower edge while the rest scrolls. */
  footer?: ReactNode;
  children: ReactNode;
}

/** A dialog that is open while it is rendered: a sheet over the whole phone, a window on a desktop. */
export function Dialog({ title, subtitle, onClose, wide = false, focus, after, footer, children }: Props) {
  const text = useText();
  return (
    <Base.Root open onOpenChange={(open) => !open && onClose()}>
      <Base.Portal>
        <Base.Backdrop className={styles.backdrop} />
        <Base.Popup
          className={classes(styles.popup, wide && styles.wide)}
          initialFocus={focus}
          finalFocus={after && (() => after() ?? true)}
          data-dialog
        >
          <header className={styles.header}>
            <div>
              <Base.Title className={styles.title}>{title}</Base.Title>
              {subtitle && <Base.Description className={styles.subtitle}>{subtitle}</Base.Description>}
            </div>
            <Base.Close render={<IconButton icon={X} label={text("close")} />} />
          </header>
          <div className={styles.body}>{children}</div>
          {footer && <footer className={styles.footer}>{footer}</footer>}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}

import { Toast } from "@base-ui/react/toast";
import { X } from "lucide-react";
import { type ReactNode, useCallback } from "react";
import { IconButton } from "./Button";
import styles from "./Toasts.module.css";
import { useText } from "./text";

/** Gives everything inside a place for short messages; screen readers hear them. */
export function Toasts({ children }: { children: ReactNode }) {
  return (
    <Toast.Provider timeout={8000} limit={3}>
      {children}
      <Toast.Portal>
        <Toast.Viewport className={styles.viewport}>
          <Shown />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  );
}

function Shown() {
  const { toasts } = Toast.useToastManager();
  const text = useText();
  return toasts.map((toast) => (
    <Toast.Root key={toast.id} toast={toast} className={styles.toast} data-toast>
      <Toast.Content className={styles.content}>
        <Toast.Title className={styles.title} render={<p />} />
        <Toast.Action className={styles.action} />
        <Toast.Close render={<IconButton icon={X} label={text("close")} className={styles.close} />} />
      </Toast.Content>
    </Toast.Root>
  ));
}

interface Said {
  /** Takes it back; shown as "Undo" unless `label` says otherwise. */
  undo?: () => void;
  label?: string;
}

/** Says something shortly: `say("Declined", { undo })`. */
export function useSay(): (message: string, said?: Said) => void {
  const { add, close } = Toast.useToastManager();
  const text = useText();
  return useCallback(
    (message, { undo, label } = {}) => {
      const id = add({
        title: message,
        ...(undo && {
          actionProps: {
            children: label ?? text("undo"),
            onClick: () => {
              close(id);
              undo();
            },
          },
        }),
      });
    },
    [add, close, text],
  );
}

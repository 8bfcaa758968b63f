import { useErrorText } from "@/api/words";
import { Notice } from "./Notice";

/** Why something that was tried did not work, beside the button that tried it; nothing while nothing failed. */
export function ErrorNotice({ error }: { error: unknown }) {
  const errorText = useErrorText();
  if (error === null) return null;
  return (
    <Notice tone="bad" live>
      {errorText(error)}
    </Notice>
  );
}

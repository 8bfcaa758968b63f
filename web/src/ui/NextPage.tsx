import { useState } from "react";
import { Button } from "./Button";
import { nextPage, type Pages } from "./pages";

interface Props {
  /** An infinite query. */
  of: Pages;
  children: string;
}

/** Under a list that comes in pages: a button for the next one, while there is one. */
export function NextPage({ of, children }: Props) {
  const [isAsked, setAsked] = useState(false);
  if (!of.hasNextPage) return null;
  async function ask(): Promise<void> {
    setAsked(true);
    await nextPage(of);
    setAsked(false);
  }
  return (
    <Button busy={isAsked} onClick={() => void ask()}>
      {children}
    </Button>
  );
}

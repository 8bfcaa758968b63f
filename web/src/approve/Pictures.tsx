import { RotateCw } from "lucide-react";
import { useState } from "react";
import { imageAddress } from "@/data/images";
import { Button } from "@/ui/Button";
import { Notice } from "@/ui/Notice";
import { Exact } from "./Exact";
import type { Looking } from "./look";
import styles from "./Pictures.module.css";
import type { Preview } from "./preview";
import { useText } from "./text";

type Media = Preview["preview"]["media"];

/** The images, each as a whole, with their descriptions, which are published, too. */
export function Pictures({ media, look }: { media: Media; look: Looking }) {
  return (
    <ul className={styles.pictures} data-several={media.length > 1 || undefined}>
      {media.map(({ hash = "", alt = "" }) => (
        <li key={hash}>
          <Picture hash={hash} alt={alt} look={look} />
          <p className={styles.alt} aria-hidden>
            <abbr>ALT</abbr> <Exact text={alt} />
          </p>
        </li>
      ))}
    </ul>
  );
}

/** Says whether it came to be shown: what nobody can see nobody approves. */
function Picture({ hash, alt, look }: { hash: string; alt: string; look: Looking }) {
  const text = useText();
  const [tries, setTries] = useState(0);
  const [isBroken, setBroken] = useState(false);
  const told = (isShown: boolean) => {
    setBroken(!isShown);
    look.image(hash, isShown);
  };
  if (isBroken) {
    return (
      <Notice tone="bad" live>
        <p>{text("image-broken")}</p>
        <Button
          icon={RotateCw}
          onClick={() => {
            setTries(tries + 1);
            setBroken(false);
          }}
        >
          {text("image-again")}
        </Button>
      </Notice>
    );
  }
  return <img key={tries} src={imageAddress(hash)} alt={alt} onLoad={() => told(true)} onError={() => told(false)} />;
}

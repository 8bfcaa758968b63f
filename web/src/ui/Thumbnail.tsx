import type { ImgHTMLAttributes } from "react";
import { classes } from "./classes";
import styles from "./Thumbnail.module.css";

interface Props extends Omit<ImgHTMLAttributes<HTMLImageElement>, "className"> {
  src: string;
  /** Empty where it only illustrates. */
  alt: string;
  isLarge?: boolean;
}

/** A small picture beside words, as much of it as its square shows. */
export function Thumbnail({ alt, isLarge = false, ...more }: Props) {
  return <img {...more} alt={alt} className={classes(styles.thumbnail, isLarge && styles.large)} />;
}

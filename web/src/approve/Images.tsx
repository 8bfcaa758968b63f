import { useMutation } from "@tanstack/react-query";
import { ImagePlus, X } from "lucide-react";
import { useRef } from "react";
import type { Activity } from "@/data/feed";
import { IMAGE_TYPES, imageAddress, uploadImage } from "@/data/images";
import { Button, IconButton } from "@/ui/Button";
import { ErrorNotice } from "@/ui/ErrorNotice";
import { Field } from "@/ui/Field";
import { Notice } from "@/ui/Notice";
import { Thumbnail } from "@/ui/Thumbnail";
import type { Attached } from "./draft";
import styles from "./Images.module.css";
import { isAboutImages } from "./preview";
import { useText } from "./text";

const MEGABYTE = 1024 * 1024;

interface Props {
  rules: Activity["extras"];
  images: readonly Attached[];
  onChange: (images: readonly Attached[]) => void;
  /** Why the preview was refused, should it be for the images. */
  error: unknown;
}

/** The images of a post, each with the words for those who do not see it. */
export function Images({ rules, images, onChange, error }: Props) {
  const text = useText();
  const input = useRef<HTMLInputElement>(null);
  const upload = useUpload(images, onChange, rules.image_bytes);
  const isFull = images.length >= rules.images;
  const describe = (hash: string, alt: string) =>
    onChange(images.map((image) => (image.hash === hash ? { hash, alt } : image)));
  return (
    <div className={styles.images}>
      <p className={styles.label}>{text("images")}</p>
      {images.length > 0 && (
        <ul className={styles.list}>
          {images.map(({ hash, alt }, place) => (
            <li key={hash} className={styles.image}>
              <Thumbnail src={imageAddress(hash)} alt="" />
              <Field
                label={text("alt", { number: place + 1 })}
                hint={rules.alt_text.required && !alt.trim() && text("alt-needed")}
              >
                {(control) => (
                  <textarea
                    {...control}
                    ref={hash === upload.data?.hash ? focus : undefined}
                    rows={3}
                    maxLength={rules.alt_text.limit ?? undefined}
                    value={alt}
                    onChange={(event) => describe(hash, event.target.value)}
                  />
                )}
              </Field>
              <IconButton
                icon={X}
                label={text("image-remove", { number: place + 1 })}
                onClick={() => onChange(images.filter((image) => image.hash !== hash))}
              />
            </li>
          ))}
        </ul>
      )}
      {!isFull && (
        <div>
          <Button icon={ImagePlus} busy={upload.isPending} onClick={() => input.current?.click()}>
            {text(upload.isPending ? "image-adding" : "image-add")}
          </Button>
          <input
            ref={input}
            type="file"
            hidden
            accept={IMAGE_TYPES}
            aria-label={text("image-add")}
            onChange={(event) => {
              const [file] = event.target.files ?? [];
              event.target.value = ""; // the same file may be chosen again
              if (file) upload.mutate(file);
            }}
          />
        </div>
      )}
      <p className={styles.hint}>
        {text("images-hint", { most: rules.images, megabytes: Math.floor(rules.image_bytes / MEGABYTE) })}
      </p>
      {upload.error instanceof TooLarge ? (
        <Notice tone="bad" live>
          {text("image-too-large", { megabytes: Math.floor(rules.image_bytes / MEGABYTE) })}
        </Notice>
      ) : (
        <ErrorNotice error={upload.error} />
      )}
      <ErrorNotice error={isAboutImages(error) ? error : null} />
    </div>
  );
}

/** What was just added is to be described next. */
function focus(field: HTMLTextAreaElement | null): void {
  field?.focus();
}

class TooLarge extends Error {}

/** The same image twice is one image. */
function useUpload(images: readonly Attached[], onChange: (images: readonly Attached[]) => void, most: number) {
  return useMutation({
    mutationFn: async (file: File) => {
      if (file.size > most) throw new TooLarge();
      return await uploadImage(file);
    },
    onSuccess: ({ hash }) => {
      if (images.every((image) => image.hash !== hash)) onChange([...images, { hash, alt: "" }]);
    },
  });
}

import { answer, api } from "@/api/client";
import type { components } from "@/api/schema";

export type Image = components["schemas"]["consent.ImageOut"];

/** What Restu takes; the service looks at the bytes and not at what they are called. */
export const IMAGE_TYPES = "image/jpeg,image/png";

/** The same image again is the same image: it needs no key. */
export function uploadImage(file: Blob): Promise<Image> {
  const headers = { "Content-Type": "application/octet-stream" };
  // The document has no words for a body that is no JSON.
  const raw = { body: file, bodySerializer: () => file } as object;
  return answer(api.POST("/api/consent/images", { headers, ...raw }));
}

/** One of one's own images: the very bytes that a post would have. */
export function imageAddress(hash: string): string {
  return `/api/consent/images/${hash}`;
}

import { useState } from "react";
import { Thumbnail } from "@/ui/Thumbnail";

/** The image that what is asked for names, through the gateway; gone where it cannot be had. It only illustrates. */
export function Picture({ activityId }: { activityId: string }) {
  const [isThere, setThere] = useState(true);
  if (!isThere) return null;
  return (
    <Thumbnail
      isLarge
      src={`/api/content/activities/${activityId}/image`}
      alt=""
      loading="lazy"
      onError={() => setThere(false)}
    />
  );
}

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useRoute } from "wouter";
import { newKey } from "@/api/client";
import { meQuery, preferencesOf, savePreferences } from "@/data/person";
import { Formats, useFormats } from "@/i18n/formats";
import { deviceZone, isKept, keepZone, showSame } from "@/i18n/zones";
import { Button } from "@/ui/Button";
import { ErrorNotice } from "@/ui/ErrorNotice";
import { Notice } from "@/ui/Notice";
import { useNow } from "@/ui/now";
import { useText } from "../text";
import styles from "./Banners.module.css";

/**
 * Whoever never chose their zone has the organisation's, and times of another clock than that on the wall. So where the
 * two differ it is said, with one click for each answer; the answer holds until the device is in yet another zone.
 */
export function ZoneOffer() {
  const text = useText();
  const client = useQueryClient();
  const formats = useFormats();
  const now = useNow();
  const { data: me } = useQuery(meQuery);
  const [isSettled, setSettled] = useState(false);
  const [isInSettings] = useRoute("/settings"); // where the zone itself is
  const move = useMutation({
    mutationFn: (wish: Parameters<typeof savePreferences>) => savePreferences(...wish),
    onSuccess: () => client.invalidateQueries({ queryKey: meQuery.queryKey }),
  });
  const here = deviceZone();
  if (me === undefined || here === undefined || isSettled || isInSettings) return null;
  const { zone } = formats;
  const moved = { ...preferencesOf(me, formats.language), time_zone: here };
  if (showSame(zone, here, now) || isKept(zone, here)) return null;
  const at = new Date(now).toISOString();
  const keep = () => {
    keepZone(zone, here);
    setSettled(true);
  };
  return (
    <div className={styles.place}>
      <Notice>
        <div className={styles.offer}>
          <p>
            {text("zone-differs", {
              zone,
              there: formats.time(at),
              device: here,
              here: new Formats(formats.language, here).time(at),
            })}
          </p>
          <div className={styles.row}>
            <Button busy={move.isPending} onClick={() => move.mutate([moved, newKey()])}>
              {text("zone-use", { zone: here })}
            </Button>
            <Button look="quiet" onClick={keep}>
              {text("zone-keep", { zone })}
            </Button>
          </div>
          <ErrorNotice error={move.error} />
        </div>
      </Notice>
    </div>
  );
}

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { FlagTriangleRight } from "lucide-react";
import { useState } from "react";
import { newKey } from "@/api/client";
import { contestsQuery, type NewContest, openContest } from "@/data/contests";
import { useFormats } from "@/i18n/formats";
import { fromWallClock } from "@/i18n/wall-clock";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { ErrorNotice } from "@/ui/ErrorNotice";
import { AreaField, LineField } from "@/ui/LineField";
import { Notice } from "@/ui/Notice";
import { useNow } from "@/ui/now";
import { useSay } from "@/ui/Toasts";
import styles from "./Dialogs.module.css";
import { faultOf, type Span, spanOf } from "./spans";
import { useText } from "./text";

const PRESETS = ["next-week", "next-month", "next-quarter"] as const;
const MOST_PLACES = 100;

/** A new contest. What is opened does not change any more, so it is all said before. */
export function NewContestDialog({ onClose }: { onClose: () => void }) {
  const text = useText();
  const formats = useFormats();
  const now = useNow();
  const client = useQueryClient();
  const say = useSay();
  const [title, setTitle] = useState("");
  const [words, setWords] = useState("");
  const [span, setSpan] = useState<Span>(() => spanOf("next-month", formats.day(new Date(now))));
  const [places, setPlaces] = useState("3");
  const [isAsked, setAsked] = useState(false);
  const [key] = useState(newKey);
  const open = useMutation({
    mutationFn: (contest: NewContest) => openContest(contest, key),
    onSuccess: async () => {
      onClose();
      say(text("opened", { title }));
      await client.invalidateQueries({ queryKey: contestsQuery.queryKey });
    },
  });
  const fault = faultOf(span, formats.zone, now);
  const missing = title.trim() === "" ? "title-missing" : fault;
  const send = () => {
    setAsked(true);
    if (missing !== null) return;
    const [opens_at, closes_at] = [fromWallClock(span.opens, formats.zone), fromWallClock(span.closes, formats.zone)];
    open.mutate({ title, words, opens_at, closes_at, places: Number(places) });
  };
  return (
    <Dialog
      title={text("new")}
      subtitle={text("new-words")}
      onClose={onClose}
      footer={
        <>
          <Button look="quiet" onClick={onClose}>
            {text("never-mind")}
          </Button>
          <Button look="primary" icon={FlagTriangleRight} busy={open.isPending} onClick={send}>
            {text("open")}
          </Button>
        </>
      }
    >
      <div className={styles.form}>
        <LineField
          label={text("field-title")}
          value={title}
          maxLength={120}
          onChange={(event) => setTitle(event.target.value)}
        />
        <AreaField
          label={text("field-words")}
          hint={text("field-words-hint")}
          value={words}
          maxLength={2000}
          onChange={(event) => setWords(event.target.value)}
        />
        <div className={styles.presets}>
          {PRESETS.map((preset) => (
            <Button key={preset} onClick={() => setSpan(spanOf(preset, formats.day(new Date(now))))}>
              {text(preset)}
            </Button>
          ))}
        </div>
        <div className={styles.pair}>
          <LineField
            label={text("field-opens", { zone: formats.zone })}
            type="datetime-local"
            value={span.opens}
            onChange={(event) => setSpan({ ...span, opens: event.target.value })}
          />
          <LineField
            label={text("field-closes", { zone: formats.zone })}
            type="datetime-local"
            value={span.closes}
            onChange={(event) => setSpan({ ...span, closes: event.target.value })}
          />
        </div>
        <LineField
          label={text("field-places")}
          hint={text("field-places-hint")}
          type="number"
          inputMode="numeric"
          min={1}
          max={MOST_PLACES}
          value={places}
          onChange={(event) => setPlaces(event.target.value)}
        />
        {isAsked && missing !== null && (
          <Notice tone="warn" live>
            {text(missing)}
          </Notice>
        )}
        <ErrorNotice error={open.error} />
      </div>
    </Dialog>
  );
}

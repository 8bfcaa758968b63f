import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import { useLocation } from "wouter";
import { useWishKeys } from "@/api/keys";
import { openPilot, type PilotIn, pilotsQuery } from "@/data/reports";
import { later, weekOf } from "@/report/numbers";
import { useWrite } from "@/report/write";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { ErrorNotice } from "@/ui/ErrorNotice";
import { Field } from "@/ui/Field";
import { LineField } from "@/ui/LineField";
import { useNow } from "@/ui/now";
import { useSay } from "@/ui/Toasts";
import styles from "./Pilots.module.css";
import { useText } from "./text";
import { Who } from "./Who";

const FEWEST = 5;
const AHEAD = 12;

/** An administrator says who is watched, from which week on, for how many. */
export function OpenPilot({ onClose }: { onClose: () => void }) {
  const text = useText();
  const client = useQueryClient();
  const say = useSay();
  const [, go] = useLocation();
  const form = useId();
  const keys = useWishKeys();
  const [people, setPeople] = useState<ReadonlySet<string>>(new Set());
  const opening = useMutation({
    mutationFn: ({ body, key }: { body: PilotIn; key: string }) => openPilot(body, key),
    onSuccess: async ({ pilot_id: pilotId }) => {
      say(text("opened"));
      await client.invalidateQueries({ queryKey: pilotsQuery.queryKey });
      go(`/pilots/${pilotId}`);
    },
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (people.size < FEWEST) return;
    const body = read(new FormData(event.currentTarget), people);
    opening.mutate({ body, key: keys.keyOf(body) });
  };
  return (
    <Dialog
      title={text("open-title")}
      onClose={onClose}
      footer={
        <Button look="primary" type="submit" form={form} busy={opening.isPending || people.size < FEWEST}>
          {text("create")}
        </Button>
      }
    >
      <form id={form} className={styles.form} onSubmit={submit}>
        <p className={styles.words}>{text("open-words")}</p>
        <LineField label={text("name")} name="name" maxLength={120} autoComplete="off" required />
        <div className={styles.pair}>
          <FirstWeek />
          <LineField label={text("how-many")} name="weeks" type="number" min={1} max={26} defaultValue={6} required />
        </div>
        <Who fewest={FEWEST} chosen={people} onChange={setPeople} />
        <LineField
          label={text("goal-participation")}
          hint={text("optional")}
          name="participation"
          type="number"
          min={1}
          max={100}
        />
        <LineField label={text("goal-posts")} hint={text("optional")} name="posts" type="number" min={1} max={10_000} />
        <ErrorNotice error={opening.error} />
      </form>
    </Dialog>
  );
}

/** A pilot begins with a week that has not begun. */
function FirstWeek() {
  const text = useText();
  const write = useWrite();
  const running = weekOf(new Date(useNow()));
  const weeks = Array.from({ length: AHEAD }, (_, number) => later(running, number + 1));
  return (
    <Field label={text("first-week")}>
      {(control) => (
        <select {...control} name="first_week">
          {weeks.map((week) => (
            <option key={week} value={week}>
              {text("first-week-option", { day: write.monday(week) })}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

function read(data: FormData, people: ReadonlySet<string>): PilotIn {
  const words = (name: string) => String(data.get(name) ?? "").trim();
  const goal = (name: string) => (words(name) === "" ? null : Number(words(name)));
  return {
    name: words("name"),
    people: [...people],
    first_week: words("first_week"),
    weeks: Number(words("weeks")),
    goals: { participation: goal("participation"), posts: goal("posts") },
  };
}

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Check } from "lucide-react";
import { useState } from "react";
import { newKey } from "@/api/client";
import { meQuery, type Preferences, savePreferences } from "@/data/person";
import { useCountries } from "@/i18n/countries";
import { useLanguage } from "@/i18n/language";
import { isLanguage, LANGUAGES, NAMES } from "@/i18n/languages";
import { deviceZone, keepZone, showSame } from "@/i18n/zones";
import { Button } from "@/ui/Button";
import { ErrorNotice } from "@/ui/ErrorNotice";
import { LineField } from "@/ui/LineField";
import { useSay } from "@/ui/Toasts";
import { Checks, NumberField, Section, SelectField } from "./fields";
import styles from "./Settings.module.css";
import { savedIn, useText } from "./text";
import { fromClock, toClock, weekdayNames } from "./times";

const LISTED = ["listed"];

interface Props {
  initial: Preferences;
  topics: readonly { topic_id: string; name: string }[];
}

interface Wish {
  body: Preferences;
  /** What was saved when it was sent; the answer may come after the event that tells of it. */
  before: Preferences;
  changed: Partial<Preferences>;
  key: string;
}

/**
 * Every preference, saved together; what was typed stays when saving fails. What was not changed here is as it is saved,
 * by another window too.
 */
export function PreferencesForm({ initial, topics }: Props) {
  const text = useText();
  const client = useQueryClient();
  const say = useSay();
  const { language, choose } = useLanguage();
  const [changed, setChanged] = useState<Partial<Preferences>>({});
  const wish = { ...initial, ...changed };
  const device = deviceZone();
  const set = (more: Partial<Preferences>) => setChanged((before) => ({ ...before, ...more }));
  const save = useMutation({
    mutationFn: ({ body, key }: Wish) => savePreferences(body, key),
    onSuccess: async (_, { body, before, changed: sent }) => {
      const spoken = body.language !== before.language && isLanguage(body.language) ? body.language : language;
      if (spoken !== language) choose(spoken);
      if (device) keepZone(body.time_zone, device);
      await client.invalidateQueries({ queryKey: meQuery.queryKey });
      setChanged((now) => (now === sent ? {} : now));
      say(savedIn(spoken));
    },
  });
  const countries = useCountries(initial.country ?? null);
  const days = weekdayNames(language).map((label, day) => ({ value: String(day), label }));
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (!save.isPending) save.mutate({ body: wish, before: initial, changed, key: newKey() });
      }}
    >
      <Section title={text("you")}>
        <SelectField
          label={text("language")}
          value={wish.language}
          options={LANGUAGES.map((value) => ({ value, label: NAMES[value] }))}
          onChange={(value) => set({ language: value })}
        />
        <SelectField
          label={text("time-zone")}
          hint={device && !showSame(wish.time_zone, device, Date.now()) ? text("device-zone", { device }) : undefined}
          value={wish.time_zone}
          options={zones(wish.time_zone).map((value) => ({ value, label: value }))}
          onChange={(value) => set({ time_zone: value })}
        />
        <SelectField
          label={text("country")}
          hint={text("country-hint")}
          value={wish.country ?? ""}
          options={[
            { value: "", label: text("country-none") },
            ...countries.map(({ code, name }) => ({ value: code, label: name })),
          ]}
          onChange={(value) => set({ country: value || null })}
        />
      </Section>
      <Section title={text("times")} words={text("times-words")}>
        <LineField
          type="time"
          label={text("quiet-from")}
          value={toClock(wish.quiet_from)}
          onChange={({ target }) => target.value && set({ quiet_from: fromClock(target.value) })}
        />
        <LineField
          type="time"
          label={text("quiet-to")}
          value={toClock(wish.quiet_to)}
          onChange={({ target }) => target.value && set({ quiet_to: fromClock(target.value) })}
        />
        <Checks
          label={text("weekdays")}
          options={days}
          chosen={wish.weekdays.map(String)}
          onChange={(chosen) => chosen.length > 0 && set({ weekdays: chosen.map(Number).sort() })}
        />
        <NumberField
          label={text("spacing")}
          value={wish.spacing_minutes}
          least={0}
          most={1440}
          onChange={(value) => set({ spacing_minutes: value })}
        />
        <NumberField
          label={text("cap")}
          value={wish.daily_cap}
          least={1}
          most={50}
          onChange={(value) => set({ daily_cap: value })}
        />
      </Section>
      <Section title={text("about")} words={text("about-words")}>
        {topics.length > 0 && (
          <Checks
            label={text("topics")}
            options={topics.map(({ topic_id: value, name: label }) => ({ value, label }))}
            chosen={wish.topics ?? []}
            onChange={(chosen) => set({ topics: [...chosen] })}
          />
        )}
        <Checks
          label={text("languages")}
          options={LANGUAGES.map((value) => ({ value, label: NAMES[value] }))}
          chosen={wish.languages ?? []}
          onChange={(chosen) => set({ languages: [...chosen] })}
        />
      </Section>
      <Section title={text("others")}>
        <Checks
          label={text("leaderboard")}
          options={[{ value: "listed", label: text("listed") }]}
          chosen={wish.listed ? LISTED : []}
          onChange={(chosen) => set({ listed: chosen.length > 0 })}
        />
      </Section>
      <ErrorNotice error={save.error} />
      <div>
        <Button type="submit" look="primary" icon={Check} busy={save.isPending}>
          {text(save.isPending ? "saving" : "save")}
        </Button>
      </div>
    </form>
  );
}

/** Those that the browser knows, and the one that is set. */
function zones(current: string): string[] {
  return [...new Set([current, ...Intl.supportedValuesOf("timeZone")])].sort();
}

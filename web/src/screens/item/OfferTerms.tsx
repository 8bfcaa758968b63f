import { useNames } from "@/curate/names";
import type { NetworkRules } from "@/data/rules";
import { useFormats } from "@/i18n/formats";
import { Choices } from "@/ui/Choices";
import { Field } from "@/ui/Field";
import { AudienceChoice } from "./AudienceChoice";
import styles from "./OfferTerms.module.css";
import { hasWords, type Wish } from "./offer";
import { useText } from "./text";

interface Props {
  wish: Wish;
  onChange: (wish: Wish) => void;
  rules: readonly NetworkRules[];
  /** The networks that are chosen. */
  chosen: readonly NetworkRules[];
}

/** When, for whom, and what for. */
export function OfferTerms({ wish, onChange, rules, chosen }: Props) {
  const text = useText();
  const { zone } = useFormats();
  return (
    <div className={styles.terms}>
      <div className={styles.dates}>
        <Field label={text("opens-at")}>
          {(control) => (
            <input
              {...control}
              type="datetime-local"
              value={wish.opens}
              onChange={(event) => onChange({ ...wish, opens: event.target.value })}
            />
          )}
        </Field>
        <Field label={text("closes-at")}>
          {(control) => (
            <input
              {...control}
              type="datetime-local"
              value={wish.closes}
              onChange={(event) => onChange({ ...wish, closes: event.target.value })}
            />
          )}
        </Field>
        <p className={styles.zone}>{text("your-clock", { zone })}</p>
      </div>
      <AudienceChoice wish={wish} onChange={onChange} />
      <Worth wish={wish} onChange={onChange} rules={rules} chosen={chosen} />
      <Priority wish={wish} onChange={onChange} />
    </div>
  );
}

const MOST_POINTS = 1000;

/** Points where the networks' rules allow them, and how much has to be in own words. */
function Worth({ wish, onChange, rules, chosen }: Props) {
  const text = useText();
  const forbidding = chosen.filter((each) => !each.points.allowed);
  const strict = chosen.filter((each) => !each.identical_text);
  const noneAllowed = chosen.length > 0 && forbidding.length === chosen.length;
  return (
    <div className={styles.pair}>
      <Field
        label={text("points")}
        hint={
          forbidding.length > 0 && (
            <>
              <p>{text("points-forbidden", { networks: forbidding.map((each) => each.title).join(", ") })}</p>
              <details>
                <summary>{text("source-short")}</summary>
                {forbidding.map((each) => (
                  <p key={each.network} lang="en">
                    {each.title}: {each.points.source}
                  </p>
                ))}
              </details>
            </>
          )
        }
      >
        {(control) => (
          <input
            {...control}
            type="number"
            min={0}
            max={MOST_POINTS}
            disabled={noneAllowed}
            value={noneAllowed ? 0 : wish.points}
            onChange={(event) => onChange({ ...wish, points: whole(event.target.value, MOST_POINTS) })}
          />
        )}
      </Field>
      {hasWords(wish.kind, rules) && (
        <Field
          label={text("own-words-percent")}
          hint={
            strict.length > 0
              ? text("own-words-always", {
                  networks: strict.map((each) => each.title).join(", "),
                  percent: Math.max(...strict.map((each) => each.own_words)),
                })
              : text("own-words-hint")
          }
        >
          {(control) => (
            <input
              {...control}
              type="number"
              min={0}
              max={100}
              step={5}
              value={wish.ownWords}
              onChange={(event) => onChange({ ...wish, ownWords: whole(event.target.value, 100) })}
            />
          )}
        </Field>
      )}
    </div>
  );
}

function Priority({ wish, onChange }: Pick<Props, "wish" | "onChange">) {
  const text = useText();
  const names = useNames();
  return (
    <div>
      <Choices
        label={text("priority")}
        choices={(["0", "1", "2"] as const).map((value) => ({ value, label: names.urgency(value) }))}
        value={String(wish.priority) as "0" | "1" | "2"}
        onChange={(value) => onChange({ ...wish, priority: Number(value) })}
      />
      <p className={styles.hint}>{text("priority-hint")}</p>
    </div>
  );
}

function whole(typed: string, most: number): number {
  return Math.min(Math.max(Math.trunc(Number(typed)) || 0, 0), most);
}

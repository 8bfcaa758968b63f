import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Plus, Save, Trash2 } from "lucide-react";
import { useState } from "react";
import { newKey } from "@/api/client";
import { type Disclosures, type DisclosureText, disclosuresQuery, setDisclosure } from "@/data/disclosures";
import { useLanguage } from "@/i18n/language";
import { Button, IconButton } from "@/ui/Button";
import { Choices } from "@/ui/Choices";
import { Dialog } from "@/ui/Dialog";
import { ErrorNotice } from "@/ui/ErrorNotice";
import { Field } from "@/ui/Field";
import field from "@/ui/Field.module.css";
import { useSay } from "@/ui/Toasts";
import { useCountryName } from "./countries";
import styles from "./EditDialog.module.css";
import { useText } from "./text";

interface Props {
  countries: readonly string[];
  first: string;
  disclosures: Disclosures;
  onClose: () => void;
}

const MAX_TEXT = 200;

interface Row extends DisclosureText {
  id: string;
}

/** The programme's own rule for a country; it counts for what is approved from then on. */
export function EditDialog({ countries, first, disclosures, onClose }: Props) {
  const text = useText();
  const countryName = useCountryName();
  const [country, setCountry] = useState(first);
  const rule = useRule(country, disclosures);
  const save = useSave(onClose);
  const texts = rule.texts.filter((each) => each.text.trim() !== "");
  const send = () => {
    const wanted = texts.map(({ language, text: words, networks }) => ({ language, text: words.trim(), networks }));
    save.mutate({ country, wanted: { required: rule.required, texts: wanted }, key: newKey() });
  };
  return (
    <Dialog
      title={text("edit-title")}
      subtitle={text("edit-words")}
      onClose={onClose}
      footer={
        <Button look="primary" icon={Save} busy={save.isPending} onClick={send}>
          {text("save")}
        </Button>
      }
    >
      <div className={styles.form}>
        <Field label={text("country")}>
          {(control) => (
            <select {...control} value={country} onChange={(event) => setCountry(event.target.value)}>
              {countries.map((code) => (
                <option key={code} value={code}>
                  {countryName(code)}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Choices
          label={text("asked")}
          choices={[
            { value: "yes", label: text("required") },
            { value: "no", label: text("not-required") },
          ]}
          value={rule.required ? "yes" : "no"}
          onChange={(value) => rule.setRequired(value === "yes")}
        />
        <Texts texts={rule.texts} onChange={rule.setTexts} />
        <ErrorNotice error={save.error} />
      </div>
    </Dialog>
  );
}

function Texts({ texts, onChange }: { texts: readonly Row[]; onChange: (texts: readonly Row[]) => void }) {
  const text = useText();
  const { language } = useLanguage();
  const change = (id: string, changed: Partial<Row>) =>
    onChange(texts.map((each) => (each.id === id ? { ...each, ...changed } : each)));
  return (
    <fieldset className={styles.texts}>
      <legend>{text("texts")}</legend>
      <p className={field.hint}>{text("texts-hint")}</p>
      {texts.map((each, place) => (
        <div key={each.id} className={styles.row}>
          <input
            className={field.input}
            aria-label={text("language-of", { number: place + 1 })}
            value={each.language}
            maxLength={2}
            size={3}
            onChange={(event) => change(each.id, { language: event.target.value.toLowerCase() })}
          />
          <input
            className={field.input}
            aria-label={text("words-of", { number: place + 1 })}
            value={each.text}
            maxLength={MAX_TEXT}
            lang={each.language}
            onChange={(event) => change(each.id, { text: event.target.value })}
          />
          <IconButton
            icon={Trash2}
            label={text("remove", { number: place + 1 })}
            onClick={() => onChange(texts.filter((other) => other.id !== each.id))}
          />
        </div>
      ))}
      <Button
        icon={Plus}
        onClick={() => onChange([...texts, { id: crypto.randomUUID(), language, text: "", networks: [] }])}
      >
        {text("add")}
      </Button>
    </fieldset>
  );
}

/** What stands for the country now: the programme's own rule, else the one that comes with Restu; until it is changed. */
function useRule(country: string, { own, shipped }: Disclosures) {
  const [changed, setChanged] = useState<{ country: string; required: boolean; texts: readonly Row[] } | null>(null);
  const known =
    own.find((each) => each.country === country) ?? shipped.find((each) => each.countries.includes(country));
  const now =
    changed?.country === country
      ? changed
      : {
          country,
          required: known?.required ?? true,
          texts: (known?.texts ?? []).map((each, place) => ({ ...each, id: `${country}-${place}` })),
        };
  return {
    ...now,
    setRequired: (required: boolean) => setChanged({ ...now, required }),
    setTexts: (texts: readonly Row[]) => setChanged({ ...now, texts }),
  };
}

function useSave(onDone: () => void) {
  const text = useText();
  const say = useSay();
  const client = useQueryClient();
  return useMutation({
    mutationFn: setDisclosure,
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: disclosuresQuery.queryKey });
      say(text("saved"));
      onDone();
    },
  });
}

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import { newKey } from "@/api/client";
import { type Prices, type PricesIn, setPrices } from "@/data/reports";
import { useCurrencies } from "@/i18n/currencies";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { ErrorNotice } from "@/ui/ErrorNotice";
import { Field } from "@/ui/Field";
import { LineField } from "@/ui/LineField";
import { useSay } from "@/ui/Toasts";
import styles from "./Prices.module.css";
import { useText } from "./text";

const PRICED = ["likes", "reposts", "replies", "views"] as const;
const THOUSANDTHS = 1000;

/** An administrator says what readers' answers are worth. */
export function PricesButton({ prices }: { prices: Prices | null }) {
  const text = useText();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>{text(prices === null ? "set-prices" : "change-prices")}</Button>
      {open && <PricesDialog prices={prices} onClose={() => setOpen(false)} />}
    </>
  );
}

function PricesDialog({ prices, onClose }: { prices: Prices | null; onClose: () => void }) {
  const text = useText();
  const client = useQueryClient();
  const say = useSay();
  const form = useId();
  const currencies = useCurrencies(prices?.currency);
  const saving = useMutation({
    mutationFn: ({ body, key }: { body: PricesIn; key: string }) => setPrices(body, key),
    onSuccess: async () => {
      say(text("saved"));
      onClose();
      await client.invalidateQueries({ queryKey: ["publisher"] });
    },
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    saving.mutate({ body: read(new FormData(event.currentTarget)), key: newKey() });
  };
  return (
    <Dialog
      title={text("prices-title")}
      onClose={onClose}
      footer={
        <Button look="primary" type="submit" form={form} busy={saving.isPending}>
          {text("save")}
        </Button>
      }
    >
      <form id={form} className={styles.form} onSubmit={submit}>
        <p className={styles.words}>{text("prices-words")}</p>
        <Field label={text("currency")}>
          {(control) => (
            <select {...control} name="currency" defaultValue={prices?.currency ?? ""} required>
              <option value="" disabled>
                {text("currency-choose")}
              </option>
              {currencies.map(({ code, name }) => (
                <option key={code} value={code}>
                  {name} ({code})
                </option>
              ))}
            </select>
          )}
        </Field>
        <div className={styles.prices}>
          {PRICED.map((measure) => (
            <LineField
              key={measure}
              label={text(`price-${measure}`)}
              name={measure}
              type="number"
              min={0}
              max={1_000_000}
              step={0.001}
              inputMode="decimal"
              defaultValue={amountOf(prices?.[measure])}
            />
          ))}
        </div>
        <LineField
          label={text("prices-source")}
          hint={text("prices-source-hint")}
          name="source"
          maxLength={500}
          defaultValue={prices?.source ?? undefined}
          required
        />
        <ErrorNotice error={saving.error} />
      </form>
    </Dialog>
  );
}

function amountOf(thousandths: number | null | undefined): number | undefined {
  return thousandths == null ? undefined : thousandths / THOUSANDTHS;
}

function read(data: FormData): PricesIn {
  const words = (name: string) => String(data.get(name) ?? "").trim();
  const price = (name: string) => (words(name) === "" ? null : Math.round(Number(words(name)) * THOUSANDTHS));
  return {
    currency: words("currency"),
    likes: price("likes"),
    reposts: price("reposts"),
    replies: price("replies"),
    views: price("views"),
    source: words("source"),
  };
}

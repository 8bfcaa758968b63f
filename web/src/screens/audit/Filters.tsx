import { X } from "lucide-react";
import { type Only, STATES, type State } from "@/data/audit";
import { NETWORKS, type NetworkCode, networkName } from "@/data/networks";
import { Button } from "@/ui/Button";
import { Field } from "@/ui/Field";
import styles from "./Filters.module.css";
import { FindAuthor } from "./FindAuthor";
import { useText } from "./text";

interface Props {
  only: Only;
  /** The name of whose posts alone are shown, where it is somebody's. */
  person: string;
  onChange: (only: Only) => void;
  onPerson: (personId: string, name: string) => void;
}

/** Which posts are shown. */
export function Filters({ only, person, onChange, onPerson }: Props) {
  const text = useText();
  return (
    <search className={styles.filters} aria-label={text("filters")}>
      <Field label={text("state")}>
        {(control) => (
          <select
            {...control}
            value={only.state ?? ""}
            onChange={(event) => onChange({ ...only, state: (event.target.value || null) as State | null })}
          >
            <option value="">{text("any-state")}</option>
            {STATES.map((state) => (
              <option key={state} value={state}>
                {text(`state-${state}`)}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field label={text("network")}>
        {(control) => (
          <select
            {...control}
            value={only.network ?? ""}
            onChange={(event) => onChange({ ...only, network: (event.target.value || null) as NetworkCode | null })}
          >
            <option value="">{text("any-network")}</option>
            {NETWORKS.map((network) => (
              <option key={network} value={network}>
                {networkName(network)}
              </option>
            ))}
          </select>
        )}
      </Field>
      {only.advocate_id === null ? (
        <FindAuthor onFound={onPerson} />
      ) : (
        <p className={styles.person}>
          <strong>{text("only-of", { name: person })}</strong>
          <Button ref={focus} look="quiet" icon={X} onClick={() => onChange({ ...only, advocate_id: null })}>
            {text("everybody")}
          </Button>
        </p>
      )}
    </search>
  );
}

/** Whoever chose a name goes on from there. */
function focus(button: HTMLButtonElement | null): void {
  button?.focus();
}

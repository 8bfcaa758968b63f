import { X } from "lucide-react";
import { NETWORKS, type NetworkCode, type Only, STATES } from "@/data/audit";
import { networkName } from "@/data/networks";
import { Button } from "@/ui/Button";
import { Choices } from "@/ui/Choices";
import { Field } from "@/ui/Field";
import styles from "./Filters.module.css";
import { useText } from "./text";

interface Props {
  only: Only;
  /** The name of whose posts alone are shown, where it is somebody's. */
  person: string;
  onChange: (only: Only) => void;
}

/** Which posts are shown. */
export function Filters({ only, person, onChange }: Props) {
  const text = useText();
  const choices = (["all", ...STATES] as const).map((value) => ({ value, label: text(`state-${value}`) }));
  return (
    <search className={styles.filters} aria-label={text("filters")}>
      <Choices
        label={text("state")}
        choices={choices}
        value={only.state ?? "all"}
        onChange={(state) => onChange({ ...only, state: state === "all" ? null : state })}
      />
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
      {only.advocate_id !== null && (
        <p className={styles.person}>
          <strong>{text("only-of", { name: person })}</strong>
          <Button look="quiet" icon={X} onClick={() => onChange({ ...only, advocate_id: null })}>
            {text("everybody")}
          </Button>
        </p>
      )}
    </search>
  );
}

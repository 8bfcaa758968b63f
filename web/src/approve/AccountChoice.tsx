import type { Account } from "@/data/accounts";
import { Field } from "@/ui/Field";
import { useText } from "./text";

interface Props {
  accounts: readonly Account[];
  value: string;
  onChange: (accountId: string) => void;
}

/** Which of several accounts on the network it is for. */
export function AccountChoice({ accounts, value, onChange }: Props) {
  const text = useText();
  return (
    <Field label={text("account")}>
      {(control) => (
        <select {...control} value={value} onChange={(event) => onChange(event.target.value)}>
          {accounts.map((account) => (
            <option key={account.account_id} value={account.account_id}>
              {account.handle ?? account.account_id}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

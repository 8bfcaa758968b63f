import { useId } from "react";
import type { Account } from "@/data/accounts";
import field from "@/ui/Field.module.css";
import { useText } from "./text";

interface Props {
  accounts: readonly Account[];
  value: string;
  onChange: (accountId: string) => void;
}

/** Which of several accounts on the network it is for. */
export function AccountChoice({ accounts, value, onChange }: Props) {
  const text = useText();
  const id = useId();
  return (
    <div className={field.field}>
      <label htmlFor={id} className={field.label}>
        {text("account")}
      </label>
      <select id={id} className={field.input} value={value} onChange={(event) => onChange(event.target.value)}>
        {accounts.map((account) => (
          <option key={account.account_id} value={account.account_id}>
            {account.handle ?? account.account_id}
          </option>
        ))}
      </select>
    </div>
  );
}

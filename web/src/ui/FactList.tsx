interface Props {
  /** What, and what is told of it; what is not told is left out. */
  facts: readonly (readonly [string, string | null])[];
  className: string | undefined;
}

/** Facts by name, one after the other. */
export function FactList({ facts, className }: Props) {
  return (
    <dl className={className}>
      {facts.map(
        ([what, told]) =>
          told && (
            <div key={what}>
              <dt>{what}</dt>
              <dd>{told}</dd>
            </div>
          ),
      )}
    </dl>
  );
}

import { type InvalidateOptions, type InvalidateQueryFilters, type Query, QueryClient } from "@tanstack/react-query";

/**
 * Forgets no invalidation. What is asked for the first time, or for nobody on the screen, TanStack Query does not ask
 * anew: it waits for the answer and takes it for new, though it may have been made before. Here that answer is out of
 * date when it comes, whether something happened or somebody did something meanwhile.
 */
export class OutdatingClient extends QueryClient {
  readonly #unanswered = new WeakSet<Query>();

  override async invalidateQueries(filters?: InvalidateQueryFilters, options?: InvalidateOptions): Promise<void> {
    const asked = this.getQueryCache().findAll({ ...filters, fetchStatus: "fetching" });
    const unnoticed = asked.filter((query) => query.state.data === undefined || !query.isActive());
    const late = unnoticed.map((query) => this.#onceAnswered(query));
    await Promise.all([super.invalidateQueries(filters, options), ...late]);
  }

  async #onceAnswered(query: Query): Promise<void> {
    if (this.#unanswered.has(query)) return;
    this.#unanswered.add(query);
    const [answer] = await Promise.allSettled([query.promise]);
    this.#unanswered.delete(query);
    if (answer.status === "rejected") return; // there is nothing that could be out of date
    await this.invalidateQueries({ queryKey: query.queryKey, exact: true });
  }
}

import type {} from "./schema";

/**
 * What the publisher answers of an item's uptake. This stands here until contracts/openapi.json has it; then the
 * generated types say the same, the compiler says so, and this file goes.
 */
declare module "./schema" {
  interface paths {
    "/api/publisher/results/items/{item_id}": {
      get: {
        parameters: { path: { item_id: string } };
        responses: {
          200: {
            content: {
              "application/json": {
                item_id: string;
                activities: {
                  activity_id: string;
                  as_of: string | null;
                  among: number | null;
                  approved: number | null;
                  published: number | null;
                }[];
              };
            };
          };
        };
      };
    };
  }
}

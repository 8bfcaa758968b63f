import { Newspaper } from "lucide-react";
import { screen } from "@/app/screen";

export default screen({
  path: "/items",
  label: { en: "Items", id: "Konten" },
  icon: Newspaper,
  nav: { group: "curate", order: 110 },
  roles: ["curator"],
  load: () => import("./Items"),
});

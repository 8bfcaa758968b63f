import { Newspaper } from "lucide-react";
import { screen } from "@/app/screen";

export default screen({
  path: "/items/:itemId",
  label: { en: "Item", id: "Konten" },
  icon: Newspaper,
  roles: ["curator"],
  load: () => import("./ItemPage"),
});

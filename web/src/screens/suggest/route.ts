import { Lightbulb } from "lucide-react";
import { screen } from "@/app/screen";

export default screen({
  path: "/suggest",
  label: { en: "Suggest something", id: "Sarankan sesuatu" },
  icon: Lightbulb,
  nav: { group: "me", order: 80 },
  load: () => import("./Suggest"),
});

import { ChartLine } from "lucide-react";
import { screen } from "@/app/screen";

export default screen({
  path: "/results",
  label: { en: "My results", id: "Hasil saya" },
  icon: ChartLine,
  nav: { group: "me", order: 30 },
  load: () => import("./Results"),
});

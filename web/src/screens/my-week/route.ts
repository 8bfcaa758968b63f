import { CalendarCheck } from "lucide-react";
import { screen } from "@/app/screen";
import { useWaiting } from "./entries";

export default screen({
  path: "/week",
  label: { en: "My week", id: "Minggu saya" },
  icon: CalendarCheck,
  nav: { group: "me", order: 20 },
  useWaiting,
  load: () => import("./MyWeek"),
});

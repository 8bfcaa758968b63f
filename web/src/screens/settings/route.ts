import { Settings } from "lucide-react";
import { screen } from "@/app/screen";

export default screen({
  path: "/settings",
  label: { en: "Settings", id: "Pengaturan" },
  icon: Settings,
  nav: { group: "me", order: 90 },
  load: () => import("./Settings"),
});

import { HeartPulse } from "lucide-react";
import { screen } from "@/app/screen";

export default screen({
  path: "/health",
  label: { en: "Health", id: "Kesehatan" },
  icon: HeartPulse,
  nav: { group: "run", order: 280 },
  roles: ["administrator"],
  load: () => import("./Health"),
});

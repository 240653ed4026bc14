import { createEmbeddedQueue } from "../../../src/queue/embedded.ts";
import { queueContract } from "../../contract/queue.contract.ts";

const alone = "it lives in the memory of one process";
const nothing = async () => undefined;

queueContract(
  "embedded",
  async () => ({
    open: ({ onError }) => createEmbeddedQueue({ onError }),
    processArguments: () => [],
    kill: nothing,
    restart: nothing,
    stop: nothing,
  }),
  { sharing: alone, outage: alone, redelivery: alone },
);

/** CPU time that this thread has used, in milliseconds: on a shared machine the clock on the wall measures the neighbours too. */
export const cpuMs = (): number => {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
};

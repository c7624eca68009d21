// Says back what it is told: whatever a field of this page held back goes out before it.
export default {
  initialize({ model }) {
    const answer = told => model.send(told);
    model.on("msg:custom", answer);
    model.send({ echo: 0 });
    return () => model.off("msg:custom", answer);
  },
};

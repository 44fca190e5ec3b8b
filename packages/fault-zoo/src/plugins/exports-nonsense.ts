// What stands where the plugin should.
const nonsense: number = 42;
export default nonsense;

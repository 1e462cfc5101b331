declare module 'opencc-js/to/cn' { const dictionaries: string[][]; export default dictionaries }

export { compareNames, damaged, digestFile, isBundlePath, manifestFile, manifestFiles, readManifest, sha256, writeManifest } from './manifest.ts';
export { bundlePlaces, publishedPaths, readBundleDocuments, readBundleInbox, readBundleModels, readBundlePassages, readBundleQuestions, readBundleSites } from './read-bundle.ts';

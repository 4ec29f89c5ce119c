import LearnHooks
import Receiving

/// An image as one file, which `podman load`, `docker load` and `skopeo` take: an OCI layout, and Docker's list of what is in it.
///
/// Source: https://github.com/opencontainers/image-spec/blob/main/image-layout.md
struct ImageArchive {
    /// The file's bytes.
    let bytes: [UInt8]
    /// The digest of the image's manifest, by which registries know it.
    let digest: String

    /// Files that all images share, packed once.
    struct Layer {
        /// The digest before it was compressed.
        let plainDigest: String
        /// Compressed.
        let bytes: [UInt8]

        /// Compresses an archive of the files.
        ///
        /// - Throws: `UsageError` if it cannot be compressed.
        init(_ archive: TarArchive) throws {
            plainDigest = Digest.sha256(archive.bytes)
            bytes = try Shell.gzip(archive.bytes)
        }
    }

    /// Puts an image together.
    ///
    /// - Parameters:
    ///   - image: The image.
    ///   - layers: Its files, those of the first beneath those of the others.
    ///   - architecture: The processor that its program is for, by the name that Go gives it.
    init(_ image: FunctionImage, layers: [Layer], architecture: String) {
        let configuration = Blob(image.configuration(architecture: architecture, layers: layers.map(\.plainDigest)))
        let layerBlobs = layers.map { Blob($0.bytes) }
        let manifest = Blob(
            Self.json([
                "schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json",
                "config": configuration.descriptor("application/vnd.oci.image.config.v1+json"),
                "layers": .array(layerBlobs.map { $0.descriptor("application/vnd.oci.image.layer.v1.tar+gzip") }),
            ]))
        let index = Self.json([
            "schemaVersion": 2, "mediaType": "application/vnd.oci.image.index.v1+json",
            "manifests": [
                manifest.descriptor(
                    "application/vnd.oci.image.manifest.v1+json",
                    [
                        .init("platform", ["architecture": .string(architecture), "os": "linux"]),
                        .init(
                            "annotations",
                            [
                                "io.containerd.image.name": .string("docker.io/library/\(image.name):latest"),
                                "org.opencontainers.image.ref.name": "latest",
                            ]),
                    ])
            ],
        ])
        let list = Self.json([
            [
                "Config": .string(configuration.path), "RepoTags": [.string("\(image.name):latest")],
                "Layers": .array(layerBlobs.map { .string($0.path) }),
            ]
        ])
        var archive = TarArchive()
        archive.add("blobs/", nil, mode: 0o755)
        archive.add("blobs/sha256/", nil, mode: 0o755)
        for blob in ([configuration, manifest] + layerBlobs).sorted(by: { $0.path < $1.path }) {
            archive.add(blob.path, blob.bytes)
        }
        archive.add("index.json", index)
        archive.add("manifest.json", list)
        archive.add("oci-layout", Self.json(["imageLayoutVersion": "1.0.0"]))
        archive.finish()
        bytes = archive.bytes
        digest = "sha256:\(manifest.digest)"
    }

    private static func json(_ value: JSONValue) -> [UInt8] {
        var writer = JSONWriter()
        writer.value(value)
        return writer.bytes
    }

    /// Bytes by their digest.
    private struct Blob {
        let bytes: [UInt8]
        let digest: String

        init(_ bytes: [UInt8]) {
            self.bytes = bytes
            digest = Digest.sha256(bytes)
        }

        var path: String { "blobs/sha256/\(digest)" }

        func descriptor(_ mediaType: String, _ members: [JSONValue.Member] = []) -> JSONValue {
            .object(
                [
                    .init("mediaType", .string(mediaType)), .init("digest", .string("sha256:\(digest)")),
                    .init("size", .number(JSONNumber(bytes.count))),
                ] + members)
        }
    }
}

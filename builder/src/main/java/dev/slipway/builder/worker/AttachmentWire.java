package dev.slipway.builder.worker;

import dev.slipway.builder.sandbox.Mount;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The bytes of attachments, in the manner of [Wire].
final class AttachmentWire {
  private AttachmentWire() {}

  static void write(DataOutputStream data, List<Attachment> attachments) throws IOException {
    data.writeInt(attachments.size());
    for (var attachment : attachments) {
      switch (attachment) {
        case Attachment.Files(var tree, var target, var access) -> {
          data.writeByte(1);
          tree(data, tree);
          Wire.text(data, target);
          Wire.text(data, access.name());
        }
        case Attachment.Cache(var folder, var seed, var owner, var target, var access) -> {
          data.writeByte(2);
          Wire.text(data, folder.toString());
          data.writeBoolean(seed.isPresent());
          if (seed.isPresent()) {
            tree(data, seed.get());
          }
          data.writeBoolean(owner.isPresent());
          if (owner.isPresent()) {
            owner(data, owner.get());
          }
          Wire.text(data, target);
          Wire.text(data, access.name());
        }
        case Attachment.Socket(var socket, var target, var owner) -> {
          data.writeByte(3);
          Wire.text(data, socket.toString());
          Wire.text(data, target);
          owner(data, owner);
        }
      }
    }
  }

  static List<Attachment> read(DataInputStream data) throws IOException {
    int count = data.readInt();
    var attachments = new ArrayList<Attachment>();
    for (int i = 0; i < count; i++) {
      attachments.add(attachment(data));
    }
    return attachments;
  }

  private static Attachment attachment(DataInputStream data) throws IOException {
    int kind = data.readUnsignedByte();
    return switch (kind) {
      case 1 -> new Attachment.Files(tree(data), Wire.text(data), access(data));
      case 2 ->
          new Attachment.Cache(
              Path.of(Wire.text(data)),
              data.readBoolean() ? Optional.of(tree(data)) : Optional.empty(),
              data.readBoolean() ? Optional.of(owner(data)) : Optional.empty(),
              Wire.text(data),
              access(data));
      case 3 -> new Attachment.Socket(Path.of(Wire.text(data)), Wire.text(data), owner(data));
      default -> throw new IOException("an attachment of the unknown kind " + kind);
    };
  }

  private static void tree(DataOutputStream data, Attachment.Tree tree) throws IOException {
    Wire.layers(data, tree.layers());
    Wire.text(data, tree.path());
  }

  private static Attachment.Tree tree(DataInputStream data) throws IOException {
    return new Attachment.Tree(Wire.layers(data), Wire.text(data));
  }

  private static void owner(DataOutputStream data, Attachment.Owner owner) throws IOException {
    data.writeInt(owner.mode());
    data.writeLong(owner.uid());
    data.writeLong(owner.gid());
  }

  private static Attachment.Owner owner(DataInputStream data) throws IOException {
    return new Attachment.Owner(data.readInt(), data.readLong(), data.readLong());
  }

  private static Mount.Access access(DataInputStream data) throws IOException {
    return Mount.Access.valueOf(Wire.text(data));
  }
}

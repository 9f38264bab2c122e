package dev.slipway.builder.worker;

import java.io.DataOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.util.List;

/// A worker that greets as it should, and answers with what makes no sense.
final class GarblingProgram {
  private static final int FAILED = 5;

  private GarblingProgram() {}

  public static void main(String[] arguments) throws IOException {
    var requests = new FileInputStream(FileDescriptor.in);
    var answers = new DataOutputStream(new FileOutputStream(FileDescriptor.out));
    var _ = Wire.greeted(requests);
    Wire.greet(answers, List.of("USER", ""));
    var request = Wire.receiveRequest(requests).orElseThrow();
    answers.writeInt(8 + 1 + 4 + 3 + 4);
    answers.writeLong(request.number());
    answers.writeByte(FAILED);
    Wire.text(answers, "odd");
    Wire.text(answers, "");
    answers.flush();
    while (requests.read() >= 0) {
      // It does not end: only that nobody listens to it any more must end the wait.
    }
  }
}

F.mse_loss(input, target, reduction="sum")
